// The twins are one text: one is compiled with what base sees, the other with what market sees.
#include "market/events.h"
