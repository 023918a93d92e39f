#pragma once

// The whole kit for people who write adapters. It needs no test framework.
#include <wasmbench/testing/fail_count.hpp>
#include <wasmbench/testing/failing_ports.hpp>
#include <wasmbench/testing/fake_clock.hpp>
#include <wasmbench/testing/fake_connector.hpp>
#include <wasmbench/testing/fake_launcher.hpp>
#include <wasmbench/testing/fake_world.hpp>
#include <wasmbench/testing/outcome.hpp>
#include <wasmbench/testing/runtime_contract.hpp>
#include <wasmbench/testing/scratch_folder.hpp>
#include <wasmbench/testing/stand_in.hpp>
