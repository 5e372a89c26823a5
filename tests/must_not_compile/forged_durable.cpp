#include "orders/intent.h"

using namespace tapedeck;

#ifdef ILLEGAL
Durable<OrderIntent> pretend(OrderIntent intent)
{
    return Durable<OrderIntent>{std::move(intent)};
}
#else
Durable<OrderIntent> pass(Durable<OrderIntent> written)
{
    return written;
}
#endif
