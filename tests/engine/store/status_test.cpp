#include "engine/store/status.hpp"

#include <gtest/gtest.h>

namespace daybook {
namespace {

using rocksdb::Status;

TEST(Status, gives_each_kind_of_failure_its_code) {
  EXPECT_EQ(to_error(Status::Corruption("x"), "reading").code, ErrorCode::corrupt);
  EXPECT_EQ(to_error(Status::NotSupported("x"), "reading").code, ErrorCode::corrupt);
  EXPECT_EQ(to_error(Status::PathNotFound("x"), "reading").code, ErrorCode::corrupt);
  EXPECT_EQ(to_error(Status::NoSpace("x"), "reading").code, ErrorCode::storage_full);
  EXPECT_EQ(to_error(Status::SpaceLimit(), "reading").code, ErrorCode::storage_full);
  EXPECT_EQ(to_error(Status::Busy(), "reading").code, ErrorCode::busy);
  EXPECT_EQ(to_error(Status::TryAgain(), "reading").code, ErrorCode::busy);
  EXPECT_EQ(to_error(Status::IOError("While lock file: log/LOCK", "Resource temporarily unavailable"), "opening").code, ErrorCode::busy);
  EXPECT_EQ(to_error(Status::IOError("While pread", "Input/output error"), "reading").code, ErrorCode::read_only);
  EXPECT_EQ(to_error(Status::ShutdownInProgress(), "reading").code, ErrorCode::internal);
}

TEST(Status, names_operation_kind_and_file_only) {
  EXPECT_EQ(to_error(Status::Corruption("block checksum mismatch", "in /data/log/000012.sst offset 5 key 'Ada'"), "reading the log").detail,
            "reading the log: damage (000012.sst)");
  EXPECT_EQ(to_error(Status::Corruption("bad key Ada.sst, MANIFEST-Ada, 12Ada.log"), "reading").detail, "reading: damage");
  EXPECT_EQ(to_error(Status::PathNotFound("While open /data/MANIFEST-000004: No such file"), "opening").detail,
            "opening: a file is missing (MANIFEST-000004)");
}

TEST(Status, is_no_error_when_ok) { EXPECT_TRUE(to_result(Status::OK(), "reading")); }

}  // namespace
}  // namespace daybook
