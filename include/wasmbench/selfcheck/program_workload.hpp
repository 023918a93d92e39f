#pragma once

#include <wasmbench/core/workload.hpp>

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wasmbench::selfcheck {

/// A native program that is known by its path, which runs to its end and whose output begins with `begins_with`.
class ProgramWorkload final : public Workload {
public:
    /// The workload is named after the file of `program`.
    ProgramWorkload(std::filesystem::path program, std::vector<std::string> arguments, std::string begins_with)
        : program_(std::move(program))
        , arguments_(std::move(arguments))
        , begins_with_(std::move(begins_with))
        , name_(program_.filename().string()) {}

    std::string_view name() const noexcept override { return name_; }
    Capabilities needs() const noexcept override { return {Capability::command}; }
    std::optional<std::filesystem::path> artifact(std::string_view target) const override {
        return target == "native" ? std::optional(program_) : std::nullopt;
    }
    std::vector<std::string> arguments() const override { return arguments_; }
    Request request(std::uint64_t) const override { return {}; }
    bool answers(Request const&, std::string_view response) const override { return response.starts_with(begins_with_); }
    std::string expected() const override { return "what begins with \"" + begins_with_ + "\""; }

private:
    std::filesystem::path program_;
    std::vector<std::string> arguments_;
    std::string begins_with_;
    std::string name_;
};

} // namespace wasmbench::selfcheck
