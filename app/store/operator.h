#pragma once

#include <string>

namespace tapedeck::store {

/// Who sat at the desk: named in every audit row.
struct Operator
{
    std::string user; ///< of the operating system: "anna (1000)"
    std::string seat; ///< "seat0 on :0", "/dev/pts/3", or "no seat" for a service
    friend bool operator==(const Operator&, const Operator&) = default;
};

[[nodiscard]] Operator currentOperator();

} // namespace tapedeck::store
