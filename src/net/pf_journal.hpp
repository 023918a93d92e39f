#pragma once

#include "pf_record.hpp"

#include <wasmbench/core/error.hpp>

#include <filesystem>
#include <string_view>
#include <vector>

namespace wasmbench::net {

/// What cells of pf there are: a file for each in a folder, as CellJournal's, of another name.
class PfJournal {
public:
    explicit PfJournal(std::filesystem::path folder);

    /// Makes the folder too. Complete or as it was before, whenever the harness is killed.
    error_code write(PfRecord const& record) const;
    void remove(CellKey const& key) const noexcept;

    /// Those of every harness. A file that is not one of ours is left out and left alone.
    std::vector<PfRecord> read() const;

    /// Where the rules of that cell are while pfctl reads them; goes with the entry, should the harness be killed then.
    std::filesystem::path rules_file(CellKey const& key) const;

private:
    std::filesystem::path file_of(CellKey const& key) const;

    std::filesystem::path folder_;
};

} // namespace wasmbench::net
