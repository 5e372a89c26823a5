#include "app/commands/score_news.h"

#include "app/commands/line_io.h"
#include "app/commands/report_line.h"
#include "signals/news/news_score.h"

#include <sysexits.h>

#include <array>
#include <cstdlib>

namespace tapedeck::commands {

namespace {

constexpr const char* kName = "score-news";

void appendScore(std::string& out, const NewsScore& score)
{
    std::array<char, 16> number{};
    std::snprintf(number.data(),
                  number.size(),
                  "%s%d.%03d",
                  score.milli < 0 ? "-" : "",
                  std::abs(score.milli) / 1'000,
                  std::abs(score.milli) % 1'000);
    out.append(number.data()).append("\t").append(toString(score.label)).append("\t");
    for (std::size_t i = 0; i < score.words.size(); ++i)
        out.append(i == 0 ? "" : ",").append(score.words[i]);
    out.push_back('\n');
}

} // namespace

int scoreNewsCommand(const QStringList& arguments)
{
    if (!arguments.isEmpty())
        return complain(kName, EX_USAGE, "takes no arguments; headlines come on standard input");
    Output output;
    std::uint64_t written = 0;
    bool allGood = true;
    const auto lines = eachLine(output, [&](const TapeLine& line) {
        // The reader passes empty lines over; a line in is a line out.
        for (++written; written < line.number; ++written)
            appendScore(output.text(), {});
        if (line.tooLong) {
            complain(
                kName, EX_DATAERR, "line " + std::to_string(line.number) + " is longer than 1 MiB");
            allGood = false;
        }
        appendScore(output.text(), scoreNews(line.text));
    });
    if (!lines)
        return complain(kName, lines.error());
    for (; written < *lines; ++written)
        appendScore(output.text(), {});
    output.flush();
    if (!output.good())
        return complain(kName, EX_IOERR, "cannot write to standard output");
    return allGood ? EX_OK : EX_DATAERR;
}

} // namespace tapedeck::commands
