#pragma once

namespace tapedeck {

/// `std::visit(Overloaded{[](const Trade&) {...}, [](const Quote&) {...}}, event)`; never a
/// catch-all.
template <class... F>
struct Overloaded : F...
{
    using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

} // namespace tapedeck
