#pragma once

#include <string>
#include <string_view>

namespace tapedeck {

/// "AAPL,MSFT": the texts of a range, with `separator` between two of them.
template <class Texts>
[[nodiscard]] std::string joined(const Texts& texts, std::string_view separator = ",")
{
    std::string all;
    bool first = true;
    for (const auto& text : texts) {
        if (!first)
            all.append(separator);
        all.append(text);
        first = false;
    }
    return all;
}

} // namespace tapedeck
