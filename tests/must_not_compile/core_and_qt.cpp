// The twins are the same text: one is compiled with what a room of core sees, the other with Qt.
#include <QString>
