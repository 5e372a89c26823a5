#pragma once

#include "trading/rejection.h"

#include <QString>

namespace tapedeck::text {

/// The broker's no in plain words, and what a person can do about it; each one sentence.
struct Advice
{
    QString what;
    QString remedy;
};

/// `Unrecognised` has no sentence of its own: both are empty, and the broker's words stand alone.
[[nodiscard]] Advice advice(Rejection rejection);

} // namespace tapedeck::text
