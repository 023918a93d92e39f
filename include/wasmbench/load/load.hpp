#pragma once

// Everything of load. The smallest program:
//
//     wasmbench::load::LoadPlan plan;
//     plan.endpoint.port = 8080;
//     plan.options.stop.requests = 1000;
//     auto const result = wasmbench::load::run(plan);
#include <wasmbench/load/error_class.hpp>
#include <wasmbench/load/find_limit.hpp>
#include <wasmbench/load/hdr_log.hpp>
#include <wasmbench/load/http_load.hpp>
#include <wasmbench/load/limit_search.hpp>
#include <wasmbench/load/load_counts.hpp>
#include <wasmbench/load/load_plan.hpp>
#include <wasmbench/load/load_result.hpp>
#include <wasmbench/load/pacer.hpp>
#include <wasmbench/load/percentile.hpp>
#include <wasmbench/load/percentile_text.hpp>
#include <wasmbench/load/precision.hpp>
#include <wasmbench/load/progress.hpp>
#include <wasmbench/load/request_source.hpp>
#include <wasmbench/load/resolve.hpp>
#include <wasmbench/load/service_level.hpp>
#include <wasmbench/load/stop_rule.hpp>
#include <wasmbench/load/url.hpp>
#include <wasmbench/load/verdict.hpp>
