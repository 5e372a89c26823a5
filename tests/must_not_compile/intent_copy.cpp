#include "orders/intent.h"

using namespace tapedeck;

OrderIntent second(OrderIntent& first)
{
#ifdef ILLEGAL
    return first;
#else
    return std::move(first);
#endif
}
