#include "wire/asset_body.h"

#include "wire/json_writer.h"

namespace tapedeck {

namespace {

constexpr std::string_view kExtendedFractions = "fractional_eh_enabled";

} // namespace

Result<Asset> readAsset(JsonValue object, BodyCounts& counts)
{
    BodyFields fields{object, "asset", counts};
    Asset asset;
    asset.id = fields.requiredText("id");
    asset.symbol = fields.requiredText("symbol");
    asset.name = fields.text("name");
    asset.exchange = fields.text("exchange");
    asset.assetClass = fields.text("class");
    asset.active = fields.text("status") == "active";
    asset.tradable = fields.requiredFlag("tradable");
    asset.marginable = fields.flag("marginable").value_or(false);
    asset.shortable = fields.flag("shortable").value_or(false);
    asset.fractionable = fields.flag("fractionable").value_or(false);
    for (const JsonValue attribute : fields.member("attributes"))
        asset.fractionableExtendedHours |= attribute.text() == kExtendedFractions;
    if (fields.error())
        return fail(fields.error()->code, fields.error()->what + " (" + asset.symbol + ")");
    return asset;
}

std::string encodeAsset(const Asset& asset)
{
    // Requirements in percent: half of a marginable long, all of anything else. The first is a
    // number and its siblings are texts; so it is documented.
    const std::string_view margin = asset.marginable ? "50" : "100";
    std::string out;
    JsonWriter json{out};
    json.beginObject().key("id").string(asset.id).key("class").string(asset.assetClass);
    json.key("exchange").string(asset.exchange).key("symbol").string(asset.symbol);
    json.key("name").string(asset.name);
    json.key("status").string(asset.active ? "active" : "inactive");
    json.key("tradable").boolean(asset.tradable).key("marginable").boolean(asset.marginable);
    json.key("maintenance_margin_requirement").integer(asset.marginable ? 30 : 100);
    json.key("margin_requirement_long").string(margin);
    json.key("margin_requirement_short").string(margin);
    json.key("shortable").boolean(asset.shortable).key("easy_to_borrow").boolean(asset.shortable);
    json.key("borrow_status").string(asset.shortable ? "easy_to_borrow" : "not_available");
    json.key("fractionable").boolean(asset.fractionable);
    json.key("attributes").beginArray();
    if (asset.fractionableExtendedHours)
        json.string(kExtendedFractions);
    json.endArray().endObject();
    return out;
}

} // namespace tapedeck
