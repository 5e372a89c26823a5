#include "wire/configuration_body.h"

#include "wire/body_fields.h"
#include "wire/json_writer.h"

namespace tapedeck {

Result<AccountConfiguration> parseConfiguration(std::string_view body,
                                                AccountConfiguration configuration)
{
    const auto document = JsonDocument::parse(body);
    if (!document || !document->root().isObject())
        return fail(ErrorCode::Malformed, "request body format is invalid");
    BodyCounts counts;
    BodyFields fields{document->root(), "configuration", counts};
    const auto flag = [&](const char* key, bool& value) {
        value = fields.flag(key).value_or(value);
    };
    flag("disable_overnight_trading", configuration.disableOvernightTrading);
    flag("fractional_trading", configuration.fractionalTrading);
    flag("no_shorting", configuration.noShorting);
    flag("ptp_no_exception_entry", configuration.ptpNoExceptionEntry);
    flag("suspend_trade", configuration.suspendTrade);
    const std::string multiplier = fields.text("max_margin_multiplier");
    if (!multiplier.empty() && multiplier != "1" && multiplier != "2" && multiplier != "4")
        return fail(ErrorCode::OutOfRange, "max_margin_multiplier must be 1, 2 or 4");
    if (!multiplier.empty())
        configuration.maxMarginMultiplier = multiplier.front() - '0';
    const auto level = fields.integer("max_options_trading_level");
    if (level && (*level < 0 || *level > 3))
        return fail(ErrorCode::OutOfRange, "max_options_trading_level must be 0 to 3");
    if (level)
        configuration.maxOptionsTradingLevel = static_cast<std::int32_t>(*level);
    const std::string email = fields.text("trade_confirm_email");
    if (!email.empty() && email != "all" && email != "none")
        return fail(ErrorCode::OutOfRange, "trade_confirm_email must be all or none");
    if (!email.empty())
        configuration.tradeConfirmEmail = email;
    if (fields.error())
        return tl::unexpected<Error>{*fields.error()};
    return configuration;
}

std::string encodeConfiguration(const AccountConfiguration& configuration)
{
    std::string out;
    JsonWriter json{out};
    json.beginObject();
    json.key("disable_overnight_trading").boolean(configuration.disableOvernightTrading);
    json.key("fractional_trading").boolean(configuration.fractionalTrading);
    json.key("max_margin_multiplier").string(std::to_string(configuration.maxMarginMultiplier));
    json.key("max_options_trading_level").integer(configuration.maxOptionsTradingLevel);
    json.key("no_shorting").boolean(configuration.noShorting);
    json.key("ptp_no_exception_entry").boolean(configuration.ptpNoExceptionEntry);
    json.key("suspend_trade").boolean(configuration.suspendTrade);
    json.key("trade_confirm_email").string(configuration.tradeConfirmEmail).endObject();
    return out;
}

} // namespace tapedeck
