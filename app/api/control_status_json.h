#pragma once

#include "app/api/control_port.h"
#include "base/result.h"

#include <QJsonObject>

#include <string_view>

/// A status as JSON: money and quantities are texts, exact to the last place.
namespace tapedeck::api {

[[nodiscard]] QJsonObject toJson(const ControlStatus& status);
/// Errors: Malformed, with the key.
[[nodiscard]] Result<ControlStatus> statusFrom(const QJsonObject& json);

/// The words of the protocol: "market_data", "backing_off", "cancelling".
[[nodiscard]] std::string_view word(Link link) noexcept;
[[nodiscard]] std::string_view word(LinkState state) noexcept;
[[nodiscard]] std::string_view word(KillPhase phase) noexcept;

} // namespace tapedeck::api
