#include <wasmbench/report/compare_error.hpp>

#include <string>

namespace wasmbench::report {
namespace {

class Category final : public boost::system::error_category {
public:
    char const* name() const noexcept override { return "wasmbench compare"; }
    std::string message(int value) const override {
        return value == static_cast<int>(compare_errc::not_comparable) ? "not comparable" : "unknown";
    }
};

} // namespace

boost::system::error_category const& compare_category() noexcept {
    static Category const instance;
    return instance;
}

} // namespace wasmbench::report
