#pragma once

#include "market/corporate_action.h"
#include "wire/body_fields.h"

#include <string>
#include <string_view>

namespace tapedeck {

/// A page of GET /v1/corporate-actions.
struct ActionsPage
{
    BodyList<CorporateAction> actions; ///< by kind, as they came
    std::string nextPageToken;         ///< empty: the last page
};

/// Reads `{"corporate_actions":{"forward_splits":[...],...},"next_page_token":null}`. Figures come
/// as numbers or as texts. A kind that we do not know is read as ActionKind::Other where it names
/// its share. Errors: Malformed.
[[nodiscard]] Result<ActionsPage> parseActionsPage(std::string_view body);

} // namespace tapedeck
