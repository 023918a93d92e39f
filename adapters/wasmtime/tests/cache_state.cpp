#include "cache_state.hpp"

#include <wasmbench/testing/scratch_folder.hpp>

#include <catch2/catch_test_macros.hpp>

#include <fstream>

using namespace wasmbench;
using namespace wasmbench::adapters::wasmtime;

TEST_CASE("compiled modules are counted, the cache's own bookkeeping is not") {
    testing::ScratchFolder const folder;
    CHECK(cached_modules(folder.path() / "absent") == 0);
    CHECK(cached_modules(folder.path()) == 0);
    auto const deep = folder.path() / "modules" / "wasmtime-48";
    std::filesystem::create_directories(deep);
    std::ofstream(deep / "k8Jx3zAbCdEf") << "code";
    std::ofstream(deep / "k8Jx3zAbCdEf.stats") << "hits = 1";
    std::ofstream(deep / ".cleanup.wip-lock") << "";
    std::ofstream(deep / "k8Jx3zAbCdEf.wip-atomic-write-stats") << "hits"; // of a process that ended too soon
    CHECK(cached_modules(folder.path()) == 1);
    std::ofstream(deep / "second") << "code";
    CHECK(cached_modules(folder.path()) == 2);
}

TEST_CASE("a start has the temperature that its row states, or it is discarded") {
    struct Row {
        Cache stated;
        std::size_t before, after;
        bool holds;
    };
    for (auto const& r : {Row{Cache::off, 0, 0, true}, Row{Cache::off, 0, 1, false},
             Row{Cache::off, 1, 1, false}, Row{Cache::empty, 0, 1, true}, Row{Cache::empty, 0, 3, true},
             Row{Cache::empty, 0, 0, false}, Row{Cache::empty, 1, 2, false}, Row{Cache::full, 1, 1, true},
             Row{Cache::full, 0, 0, false}, Row{Cache::full, 1, 2, false}, Row{Cache::full, 0, 1, false}}) {
        INFO(static_cast<int>(r.stated) << ": " << r.before << " -> " << r.after);
        auto const judged = check_temperature(r.stated, r.before, r.after);
        CHECK(judged.has_value() == r.holds);
        if (judged) continue;
        CHECK(judged.error().code == errc::wrong_temperature);
        CHECK(judged.error().diagnostics.subject == std::to_string(r.before) +
                                                        " compiled modules before the start, " +
                                                        std::to_string(r.after) + " after");
    }
}
