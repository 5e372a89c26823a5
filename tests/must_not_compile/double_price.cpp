#include "base/fixed.h"

using namespace tapedeck;

#ifdef ILLEGAL
const Price kPrice = 12.5;
#else
const Price kPrice = Price::fromWhole(12);
#endif
