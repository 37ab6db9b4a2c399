#include "api/http/ledger_figures.hpp"

#include <array>
#include <cstdio>
#include <filesystem>
#include <sys/resource.h>
#include <unistd.h>
#include <utility>

namespace daybook {
namespace {

using Family = prometheus::MetricFamily;
using Type = prometheus::MetricType;

constexpr double nanosecond = 1e-9;

double as_double(std::uint64_t number) { return static_cast<double>(number); }

prometheus::ClientMetric metric_of(Type type, double value) {
  prometheus::ClientMetric metric;
  (type == Type::Counter ? metric.counter.value : metric.gauge.value) = value;
  return metric;
}

Family family_of(Type type, const char* name, const char* help) { return {.name = name, .help = help, .type = type, .metric = {}}; }

/// Buckets that count all up to their bound, in the unit of the metric.
Family histogram_family(const char* name, const char* help, const Distribution& found, double unit) {
  prometheus::ClientMetric metric;
  std::uint64_t so_far = 0;
  for (std::size_t bucket = 0; bucket < found.bounds.size(); ++bucket) {
    so_far += found.counts[bucket];
    metric.histogram.bucket.push_back({so_far, as_double(found.bounds[bucket]) * unit});
  }
  metric.histogram.sample_count = so_far + found.counts.back();
  metric.histogram.sample_sum = as_double(found.sum) * unit;
  Family family = family_of(Type::Histogram, name, help);
  family.metric.push_back(std::move(metric));
  return family;
}

/// A figure that log and views both have.
struct StoreFigure {
  Type type;
  const char* name;
  const char* help;
  std::uint64_t DatabaseFigures::* figure;
};

constexpr std::array store_figures{
    StoreFigure{Type::Gauge, "daybook_rocksdb_table_bytes", "Bytes of table files", &DatabaseFigures::table_bytes},
    StoreFigure{Type::Gauge, "daybook_rocksdb_live_bytes", "Bytes of table files that are not overwritten, about",
                &DatabaseFigures::live_bytes},
    StoreFigure{Type::Gauge, "daybook_rocksdb_memtable_bytes", "Bytes of memory tables", &DatabaseFigures::memtable_bytes},
    StoreFigure{Type::Gauge, "daybook_rocksdb_block_cache_bytes", "Bytes in the block cache", &DatabaseFigures::cache_bytes},
    StoreFigure{Type::Gauge, "daybook_rocksdb_pending_compaction_bytes", "Bytes that compaction has still to rewrite, about",
                &DatabaseFigures::pending_compaction_bytes},
    StoreFigure{Type::Gauge, "daybook_rocksdb_running_compactions", "Compactions under way", &DatabaseFigures::running_compactions},
    StoreFigure{Type::Gauge, "daybook_rocksdb_level0_files", "Table files that may overlap", &DatabaseFigures::level0_files},
    StoreFigure{Type::Counter, "daybook_rocksdb_background_errors_total", "Failures of flushes and compactions",
                &DatabaseFigures::background_errors},
};

prometheus::ClientMetric of_store(prometheus::ClientMetric metric, const char* store) {
  metric.label.push_back({"store", store});
  return metric;
}

void append_store_families(std::vector<Family>& families, const DatabaseFigures& log, const DatabaseFigures& views) {
  for (const StoreFigure& known : store_figures) {
    Family family = family_of(known.type, known.name, known.help);
    family.metric = {of_store(metric_of(known.type, as_double(log.*known.figure)), "log"),
                     of_store(metric_of(known.type, as_double(views.*known.figure)), "views")};
    families.push_back(std::move(family));
  }
  Family stopped = family_of(Type::Gauge, "daybook_rocksdb_writes_stopped", "1 while RocksDB takes no writes");
  stopped.metric = {of_store(metric_of(Type::Gauge, log.writes_stopped ? 1 : 0), "log"),
                    of_store(metric_of(Type::Gauge, views.writes_stopped ? 1 : 0), "views")};
  families.push_back(std::move(stopped));
}

void append_commit_families(std::vector<Family>& families, const EngineFigures& engine) {
  families.push_back(
      histogram_family("daybook_commit_seconds", "Making a frame durable and visible", engine.commit_nanoseconds, nanosecond));
  families.push_back(
      histogram_family("daybook_log_append_seconds", "One append to the log with its sync", engine.log.append_nanoseconds, nanosecond));
  families.push_back(histogram_family("daybook_frame_events", "Events committed together", engine.frame_records, 1));
  families.push_back(histogram_family("daybook_frame_bytes", "Bytes of events committed together", engine.frame_bytes, 1));
  families.push_back(counter_family("daybook_failed_frames_total", "Frames that could not be written", as_double(engine.failed_frames)));
}

void append_views_families(std::vector<Family>& families, const EngineFigures& engine) {
  families.push_back(
      histogram_family("daybook_views_flush_seconds", "Writing changed rows to disk", engine.views.flush_nanoseconds, nanosecond));
  families.push_back(gauge_family("daybook_views_unflushed_bytes", "Bytes of changed rows that are in memory alone",
                                  as_double(engine.views.unflushed_bytes)));
  families.push_back(gauge_family("daybook_views_lag_events", "Durable events that reads do not show yet",
                                  as_double(engine.durable.value) - as_double(engine.visible.value)));
}

/// Bytes of this process in memory; 0 when the system does not say.
double resident_bytes() {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen("/proc/self/statm", "r"), std::fclose);
  unsigned long pages = 0;
  const bool known = file && std::fscanf(file.get(), "%*u %lu", &pages) == 1;
  return known ? static_cast<double>(pages) * static_cast<double>(::sysconf(_SC_PAGESIZE)) : 0;
}

double open_descriptors() {
  std::error_code ignored;
  const std::filesystem::directory_iterator entries("/proc/self/fd", ignored);
  return static_cast<double>(std::distance(begin(entries), end(entries)));
}

double processor_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6; };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace

Family gauge_family(const char* name, const char* help, double value) {
  Family family = family_of(Type::Gauge, name, help);
  family.metric.push_back(metric_of(Type::Gauge, value));
  return family;
}

Family counter_family(const char* name, const char* help, double value) {
  Family family = family_of(Type::Counter, name, help);
  family.metric.push_back(metric_of(Type::Counter, value));
  return family;
}

void append_families(std::vector<Family>& families, const LedgerFigures& figures) {
  const EngineFigures& engine = figures.engine;
  families.push_back(gauge_family("daybook_position", "Newest position that may be read", as_double(engine.visible.value)));
  families.push_back(gauge_family("daybook_writes_refused", "1 when the last write that was tried was refused for want of a working disk",
                                  engine.refusal ? 1 : 0));
  families.push_back(gauge_family("daybook_disk_free_bytes", "Free on the disk of the log", as_double(engine.log.free_bytes)));
  families.push_back(
      gauge_family("daybook_commands_in_flight", "Commands submitted and not answered", as_double(figures.commands_in_flight)));
  families.push_back(
      gauge_family("daybook_in_flight_bytes", "Memory of commands submitted and not answered, about", as_double(figures.bytes_in_flight)));
  append_commit_families(families, engine);
  append_views_families(families, engine);
  append_store_families(families, engine.log.database, engine.views.database);
}

void append_process_families(std::vector<Family>& families) {
  families.push_back(gauge_family("process_resident_memory_bytes", "Memory of this process", resident_bytes()));
  families.push_back(gauge_family("process_open_fds", "Descriptors that are open", open_descriptors()));
  families.push_back(counter_family("process_cpu_seconds_total", "Processor time of this process", processor_seconds()));
}

}  // namespace daybook
