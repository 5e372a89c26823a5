#include "wire/contract_body.h"

#include "market/option_terms.h"

namespace tapedeck {

namespace {

constexpr std::int64_t kMultiplierMax = 10'000;

} // namespace

Result<Asset> readContract(JsonValue object, BodyCounts& counts)
{
    BodyFields fields{object, "contract", counts};
    Asset contract;
    contract.id = fields.requiredText("id");
    contract.symbol = fields.requiredText("symbol");
    contract.name = fields.text("name");
    contract.assetClass = "us_option";
    contract.active = fields.text("status") == "active";
    contract.tradable = fields.requiredFlag("tradable");
    contract.multiplier = fields.integer("multiplier").value_or(kContractShares);
    contract.pennyTicks = fields.flag("ppind").value_or(false);
    if (contract.multiplier < 1 || contract.multiplier > kMultiplierMax)
        fields.refuse(ErrorCode::OutOfRange, "multiplier", "not a number of shares");
    if (!fields.error() && !isOptionSymbol(contract.symbol))
        fields.refuse(ErrorCode::Malformed, "symbol", "not a contract's");
    if (fields.error())
        return fail(fields.error()->code, fields.error()->what + " (" + contract.symbol + ")");
    return contract;
}

} // namespace tapedeck
