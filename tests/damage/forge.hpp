// Rewriting a log as somebody would who knows the format and may write to the disk: RocksDB's own checksums are right afterwards.
#pragma once

#include <filesystem>
#include <functional>
#include <vector>

#include "engine/store/head.hpp"
#include "events/codec.hpp"

namespace daybook::damage {

/// A frame with the key it stands under.
struct Forged {
  Position key;
  Frame frame;

  Position last() const { return {frame.first.value + frame.records.size() - 1}; }
};

/// Every frame of the log in `folder`.
std::vector<Forged> frames_of(const std::filesystem::path& folder);

/// Replaces the log in `folder` by one of these frames, as they are. Keys must ascend.
void write_log(const std::filesystem::path& folder, const std::vector<Forged>& frames);

/// Gives every frame the place and the root that it should have after the ones before it.
void rebuild_chain(std::vector<Forged>& frames);

/// Replaces HEAD by one that names the end of these frames.
void write_head(const std::filesystem::path& folder, const std::vector<Forged>& frames);

/// The record, decoded, changed and encoded again.
std::string changed(const std::string& record, const std::function<void(Record&)>& change);

}  // namespace daybook::damage
