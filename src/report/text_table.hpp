#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace wasmbench::report {

/// A table whose cells have one line or more. The first column names the row and is aligned left, all others
/// right.
struct TextTable {
    using Cell = std::vector<std::string>; ///< its lines
    std::vector<Cell> head;
    std::vector<std::vector<Cell>> rows; ///< each as long as `head`

    /// Lines of at most `width` columns. Columns that do not fit beside the others follow in a further table
    /// with the same first column; what is wider than a line by itself is cut.
    std::string render(std::size_t width) const;
};

} // namespace wasmbench::report
