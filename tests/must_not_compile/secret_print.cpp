#include "base/secret.h"

#include <sstream>

using namespace tapedeck;

void print(std::ostringstream& out, const Secret& secret)
{
#ifdef ILLEGAL
    out << secret;
#else
    out << secret.isEmpty();
#endif
}
