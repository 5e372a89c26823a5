#pragma once

#include "base/secret.h"
#include "trading/mode.h"

#include <utility>

namespace tapedeck {

/// A pair of keys for the broker's hosts of one mode. Modes are types here: what is built for live
/// takes Keys<Mode::Live>, and those of paper do not fit.
template <Mode M>
struct Keys
{
    /// Never without the name of the mode.
    explicit Keys(Secret keyId, Secret keySecret)
        : id{std::move(keyId)}, secret{std::move(keySecret)}
    {}

    Secret id;
    Secret secret;
};

using PracticeKeys = Keys<Mode::Practice>;
using PaperKeys = Keys<Mode::Paper>;
using LiveKeys = Keys<Mode::Live>;

} // namespace tapedeck
