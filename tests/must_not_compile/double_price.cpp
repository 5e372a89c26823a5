#include "base/fixed.h"

using namespace tapedeck;

Price twelve()
{
#ifdef ILLEGAL
    return 12.0;
#else
    return Price::fromWhole(12);
#endif
}
