#pragma once

#include <wasmbench/core/error.hpp>
#include <wasmbench/core/process_identity.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::net {

/// A cell as it is known to whoever has to clear it away.
struct CellRecord {
    ProcessIdentity harness;
    std::uint32_t number = 0; ///< of the cells of this harness
    std::uint64_t inode = 0;  ///< of its network namespace; 0: not known
    std::string owner = {};   ///< to_string(Owner) of the harness; empty in entries without, which are judged by `harness`

    friend bool operator==(CellRecord const&, CellRecord const&) = default;
};

/// Whether its harness has ended, as far as it can be told from here.
bool is_dead(CellRecord const&);

/// The name of the interface outside, unique among the live harnesses of a machine and at most 15 characters long
/// (IFNAMSIZ): "wb31415x2".
std::string link_name(CellRecord const&);
/// The mark that the interface carries, unique for ever: "wasmbench cell 31415-271828-2".
std::string link_alias(CellRecord const&);

/// What cells there are: a file for each in a folder, written before anything of it can outlive the harness, and
/// removed after the last of it. A file that is there although its harness has gone names what was left behind.
class CellJournal {
public:
    explicit CellJournal(std::filesystem::path folder);

    /// Makes the folder too. Complete or not there at all, whenever the harness is killed.
    error_code write(CellRecord const& record) const;
    void remove(CellRecord const& record) const noexcept;

    /// Those of every harness. A file that is not one of ours is left out and left alone.
    std::vector<CellRecord> read() const;

private:
    std::filesystem::path file_of(CellRecord const& record) const;

    std::filesystem::path folder_;
};

} // namespace wasmbench::net
