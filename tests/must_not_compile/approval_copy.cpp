#include "risk/gate.h"

using namespace tapedeck;

Approved second(Approved& first)
{
#ifdef ILLEGAL
    return first;
#else
    return std::move(first);
#endif
}
