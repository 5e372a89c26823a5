#include "app/commands/control_text.h"

#include "app/api/control_status_json.h"
#include "base/int128.h"

#include <algorithm>
#include <vector>

namespace tapedeck::commands {

namespace {

constexpr std::size_t kLabelWidth = 15;
constexpr std::int64_t kNanosPerCent = 10'000'000;

std::string row(std::string label, std::string_view text)
{
    label.resize(std::max(label.size() + 1, kLabelWidth), ' ');
    return label.append(text).append("\n");
}

std::string spaced(std::string_view word)
{
    std::string text{word};
    std::replace(text.begin(), text.end(), '_', ' ');
    return text;
}

std::string killText(const api::ControlStatus& status)
{
    const std::string since =
        status.killedSince ? " since " + toRfc3339(*status.killedSince) : std::string{};
    switch (status.killPhase) {
    case KillPhase::Off:
        return "off";
    case KillPhase::Cancelling:
        return "KILLED" + since + ", " + counted(status.unconfirmed, "cancellation") +
               " not confirmed yet";
    case KillPhase::Confirmed:
        return "KILLED" + since + ", confirmed: no order is open at the broker" +
               (status.confirmedAfter ? "; " + killTimesText(status) : std::string{});
    }
    return {};
}

/// What is worth a word of a link's figures: ", 713 a second, lag 16 ms, 1 gap not filled".
std::string figuresText(const api::ControlLink& link)
{
    const auto whole = [](double value) { return std::to_string(std::llround(value)); };
    std::string text;
    if (link.messagesPerSecond >= 0.5)
        text += ", " + whole(link.messagesPerSecond) + " a second";
    if (link.lagMedian)
        text += ", lag " +
                whole(std::chrono::duration<double, std::milli>(*link.lagMedian).count()) + " ms";
    if (link.reconnects > 0)
        text += ", " + counted(static_cast<std::int32_t>(link.reconnects), "reconnect");
    if (const std::int64_t open = link.gaps.open + link.gaps.unfilled; open > 0)
        text += ", " + counted(static_cast<std::int32_t>(open), "gap") + " not filled";
    if (link.callsLastHour)
        text += ", " + counted(static_cast<std::int32_t>(*link.callsLastHour), "call") +
                " in the last hour";
    return text;
}

} // namespace

std::string statusText(const api::ControlStatus& status)
{
    std::string mode =
        std::string{toString(status.mode)} + ", " + std::string{toString(status.rules)} + " rules";
    if (status.mode == Mode::Live)
        mode += status.armed ? ", armed" : ", not armed";
    std::string text = row("mode", mode);
    text += row("kill switch", killText(status));
    text += row("orders", counted(status.ordersOpen, "order") + " open");
    text += row("positions", std::to_string(status.positions));
    if (!status.naked.empty())
        text += row("without stop", nakedText(status.naked));
    text +=
        row("books",
            status.booksAgreedAt ? "agreed with the broker's at " + toRfc3339(*status.booksAgreedAt)
                                 : std::string{"not yet compared with the broker's"});
    text += row("suggestions", std::to_string(status.suggestions) + " waiting");
    text += row("equity", status.accountKnown ? dollars(status.equity) : "not known yet");
    if (status.accountKnown)
        text += row("today", dollars(status.dayProfit, true));
    for (const api::ControlLink& link : status.links) {
        const std::string reason = link.reason.empty() ? "" : " (" + printable(link.reason) + ")";
        text += row(spaced(api::word(link.link)),
                    spaced(api::word(link.state)) + reason + figuresText(link));
    }
    text += row("run", printable(status.runId));
    text += row("process", std::to_string(status.pid) + ", since " + toRfc3339(status.since));
    if (!status.sessionFile.empty())
        text += row("session", printable(status.sessionFile));
    text += row("data", printable(status.dataFolder));
    return text;
}

std::string killTimesText(const api::ControlStatus& status)
{
    if (!status.confirmedAfter)
        return {};
    std::string text = "confirmed " + secondsText(*status.confirmedAfter) + " after the press, " +
                       counted(status.canceled, "order") + " canceled";
    if (status.lastCanceledAfter && status.canceled > 0)
        text += ", the last after " + secondsText(*status.lastCanceledAfter);
    if (status.flattenedAfter)
        text += "; flat " + secondsText(*status.flattenedAfter) + " after Flatten";
    return text;
}

std::string nakedText(const std::vector<NakedPosition>& positions)
{
    std::string text;
    for (const NakedPosition& position : positions) {
        text += (text.empty() ? "" : ", ") + printable(position.symbol) + " " +
                position.quantity.toString() + " (" + dollars(position.openProfit, true);
        if (position.closing)
            text += position.deniedBy ? "; not closed yet: " + spaced(toString(*position.deniedBy))
                                      : std::string{"; being closed"};
        text += ")";
    }
    return text;
}

std::string counted(std::int64_t number, std::string_view noun)
{
    const std::string count = number == 0 ? "no" : std::to_string(number);
    return count + " " + std::string{noun} + (number == 0 || number == 1 ? "" : "s");
}

std::string dollars(Money amount, bool sign)
{
    const auto cents =
        static_cast<std::int64_t>(divideHalfEven(Int128{amount.nanos()}, kNanosPerCent));
    const std::int64_t size = cents < 0 ? -cents : cents;
    std::string whole = std::to_string(size / 100);
    for (std::size_t place = whole.size(); place > 3; place -= 3)
        whole.insert(place - 3, ",");
    const std::string rest = std::to_string(size % 100 + 100).substr(1);
    const std::string front = cents < 0 ? "-$" : sign ? "+$" : "$";
    return front + whole + "." + rest;
}

std::string printable(std::string_view text)
{
    std::string clean{text};
    for (char& c : clean) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f)
            c = ' ';
    }
    return clean;
}

} // namespace tapedeck::commands
