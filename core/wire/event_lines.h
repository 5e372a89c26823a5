#pragma once

#include "base/symbols.h"
#include "market/events.h"
#include "market/news.h"
#include "wire/stream_control.h"
#include "wire/trading_stream.h"

#include <string>

/// What was decoded as JSON for other programs: one object a line, its keys documented in
/// docs/command-line.md (section decode). Decimals are exact numbers, times RFC 3339 in UTC.
namespace tapedeck {

/// Stocks.
void appendEventLine(std::string& out, const MarketEvent& event, const Symbols& symbols);
/// Options: trades and quotes, with what the OCC symbol says. False, and nothing is appended, for
/// any other event and for a symbol that is no option's.
bool appendOptionLine(std::string& out, const MarketEvent& event, const Symbols& symbols);
void appendNewsLine(std::string& out, const NewsItem& item);
void appendControlLine(std::string& out, const StreamControl& control);
void appendTradingLine(std::string& out, const TradingFrame& frame);

} // namespace tapedeck
