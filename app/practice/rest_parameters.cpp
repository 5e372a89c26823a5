#include "app/practice/rest_parameters.h"

#include "market/new_york.h"

#include <charconv>

namespace tapedeck::practice {

std::vector<std::string> commaList(std::string_view text)
{
    std::vector<std::string> parts;
    while (!text.empty()) {
        const std::size_t comma = text.find(',');
        if (comma != 0)
            parts.emplace_back(text.substr(0, comma));
        text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    }
    return parts;
}

Result<std::optional<Timestamp>> timeParameter(const HttpRequest& request, std::string_view name)
{
    const auto text = request.parameter(name);
    if (!text || text->empty())
        return std::optional<Timestamp>{};
    if (const auto time = parseTimestamp(*text))
        return std::optional{*time};
    if (const auto date = parseDate(*text))
        return std::optional{fromNewYork(*date, {})};
    return fail(ErrorCode::Malformed, "Invalid format for parameter " + std::string{name});
}

Result<std::size_t> countParameter(const HttpRequest& request,
                                   std::string_view name,
                                   std::size_t usual,
                                   std::size_t most)
{
    const auto text = request.parameter(name);
    if (!text)
        return usual;
    std::size_t count = 0;
    const auto [end, trouble] = std::from_chars(text->data(), text->data() + text->size(), count);
    if (trouble != std::errc{} || end != text->data() + text->size() || count == 0 || count > most)
        return fail(ErrorCode::OutOfRange,
                    std::string{name} + " must be from 1 to " + std::to_string(most));
    return count;
}

Result<bool> ascendingParameter(const HttpRequest& request, std::string_view name, bool usual)
{
    const auto text = request.parameter(name);
    if (!text)
        return usual;
    if (*text != "asc" && *text != "desc")
        return fail(ErrorCode::Malformed, std::string{name} + " must be asc or desc");
    return *text == "asc";
}

Result<PageParameters> pageParameters(const HttpRequest& request,
                                      std::string_view countName,
                                      std::size_t usual,
                                      std::size_t most)
{
    const auto count = countParameter(request, countName, usual, most);
    if (!count)
        return tl::unexpected<Error>{count.error()};
    const auto ascending = ascendingParameter(request, "direction", false);
    if (!ascending)
        return tl::unexpected<Error>{ascending.error()};
    const auto after = timeParameter(request, "after");
    const auto until = timeParameter(request, "until");
    for (const auto* time : {&after, &until}) {
        if (!*time)
            return tl::unexpected<Error>{time->error()};
    }
    return PageParameters{*count, *ascending, *after, *until};
}

} // namespace tapedeck::practice
