#include "orders/intent.h"

using namespace tapedeck;

#ifdef ILLEGAL
OrderIntent decide(const Ticket& ticket)
{
    return OrderIntent{ticket, "id", Timestamp{}};
}
#else
OrderIntent decide(Approved approved)
{
    return OrderIntent{std::move(approved), "id", Timestamp{}};
}
#endif
