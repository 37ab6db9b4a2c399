// A ledger's figures as families of metrics. Internal to figures.cpp.
#pragma once

#include <prometheus/metric_family.h>
#include <vector>

#include "engine/figures.hpp"

namespace daybook {

/// Appends what `figures` say; and what the operating system knows of this process.
void append_families(std::vector<prometheus::MetricFamily>& families, const LedgerFigures& figures);
void append_process_families(std::vector<prometheus::MetricFamily>& families);

/// A family of one gauge or counter.
prometheus::MetricFamily gauge_family(const char* name, const char* help, double value);
prometheus::MetricFamily counter_family(const char* name, const char* help, double value);

}  // namespace daybook
