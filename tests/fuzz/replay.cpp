// Calls a fuzz target with each file of the folders that are named, in the order of their names: the corpus,
// and all that was ever found. The status is 1 when a property does not hold for one of them, or a folder has
// no file that could be read; a crash is a crash.

#include "fuzz_target.hpp"

#include <algorithm>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_below(fs::path const& folder) {
    std::vector<fs::path> out;
    for (auto const& entry : fs::directory_iterator(folder))
        if (entry.is_regular_file()) out.push_back(entry.path());
    std::sort(out.begin(), out.end());
    return out;
}

bool replay(fs::path const& file) {
    // A crash leaves the name of its file as the last line.
    std::cout << file.string() << std::endl;
    std::ifstream in(file, std::ios::binary);
    std::vector<char> const bytes{std::istreambuf_iterator<char>(in), {}};
    if (!in) {
        std::cerr << file.string() << ": cannot be read\n";
        return false;
    }
    try {
        LLVMFuzzerTestOneInput(reinterpret_cast<std::uint8_t const*>(bytes.data()), bytes.size());
        return true;
    } catch (std::exception const& e) {
        std::cerr << file.string() << ": " << e.what() << '\n';
        return false;
    }
}

} // namespace

int main(int argc, char** argv) {
    bool good = argc > 1;
    std::size_t count = 0;
    for (int i = 1; i < argc; ++i) {
        if (!fs::is_directory(argv[i])) continue; // nothing was ever found by this target
        for (auto const& file : files_below(argv[i])) {
            good = replay(file) && good;
            ++count;
        }
    }
    std::cout << count << " inputs\n";
    return good && count > 0 ? 0 : 1;
}
