#pragma once

// Everything of selfcheck: the harness measures itself.
#include <wasmbench/selfcheck/check.hpp>
#include <wasmbench/selfcheck/empty_runtime.hpp>
#include <wasmbench/selfcheck/pairs.hpp>
#include <wasmbench/selfcheck/program_workload.hpp>
#include <wasmbench/selfcheck/run.hpp>
#include <wasmbench/selfcheck/stamp_workload.hpp>
#include <wasmbench/selfcheck/start_bench.hpp>
