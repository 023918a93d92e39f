#pragma once

#include <string>
#include <string_view>

namespace wasmbench::report::svg {

/// "12.5", "12": a coordinate to a tenth of a pixel.
std::string px(double v);

enum class Anchor { start, middle, end };

/// Collects SVG elements. Classes are the caller's own words; all other text is escaped here. A tooltip may
/// be empty.
class Canvas {
public:
    explicit Canvas(bool tooltips = true)
        : tooltips_(tooltips) {}

    void rect(double x, double y, double width, double height, std::string_view classes,
        std::string_view tooltip = {});
    void line(double x1, double y1, double x2, double y2, std::string_view classes);
    void text(double x, double y, Anchor anchor, std::string_view classes, std::string_view text);
    void path(std::string_view d, std::string_view classes, std::string_view tooltip = {});

    /// Another one of its kind, to be appended.
    Canvas another() const { return Canvas(tooltips_); }
    void append(Canvas const& above) { out_ += above.out_; }

    std::string const& elements() const noexcept { return out_; }

private:
    std::string closed(std::string_view element, std::string_view tooltip) const;

    bool tooltips_;
    std::string out_;
};

} // namespace wasmbench::report::svg
