#include "base/secret.h"

#include <utility>

using namespace tapedeck;

Secret second(Secret& first)
{
#ifdef ILLEGAL
    return first;
#else
    return std::move(first);
#endif
}
