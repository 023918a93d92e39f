// Is B slower than A? Two campaigns of the same plan, read from their folders. Usage: 090_compare_campaigns A B
#include <wasmbench/report/compare.hpp>
#include <wasmbench/report/compare_render.hpp>

#include <iostream>

namespace report = wasmbench::report;

static report::Campaign read(char const* path) {
    return report::read_campaign(wasmbench::results::CampaignFolder::open(path).value()).value();
}

static int compare(char const* folder_a, char const* folder_b) {
    report::CompareOptions options;
    options.margin = 0.5; // half as slow again counts; with six trials a smaller change cannot be excluded
    options.metrics = {"cold_start", "run_time"};
    auto const result = report::compare_campaigns(read(folder_a), read(folder_b), {}, options).value();
    std::cout << report::to_terminal(result);

    for (auto const& row : result.rows) // the same in numbers, to go on with
        for (auto const& figure : row.figures)
            if (figure.interval)
                std::cout << row.a.runtime << ' ' << row.a.workload << ": " << figure.ratio << " times as long, between "
                          << figure.interval->low << " and " << figure.interval->high << '\n';
    return result.verdict == report::Verdict::worse ? 1 : 0;
}

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "usage: 090_compare_campaigns FOLDER-A FOLDER-B, two folders as 080_full_study makes them\n";
        return 2;
    }
    try {
        return compare(argv[1], argv[2]);
    } catch (std::exception const& e) { // among them: not comparable, and in what the two differ
        std::cerr << e.what() << '\n';
        return 2;
    }
}
