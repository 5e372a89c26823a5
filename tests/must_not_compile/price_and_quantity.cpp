#include "base/fixed.h"

using namespace tapedeck;

#ifdef ILLEGAL
auto sum(Price a, Quantity b)
#else
auto sum(Price a, Price b)
#endif
{
    return a + b;
}
