#include "cancel/cancel.h"

#define CANCEL_TEXT_OF(number) #number
#define CANCEL_DOTTED(major, minor, patch) CANCEL_TEXT_OF(major) "." CANCEL_TEXT_OF(minor) "." CANCEL_TEXT_OF(patch)

int cancel_version(void) {
  return CANCEL_VERSION;
}

const char* cancel_version_text(void) {
  return CANCEL_DOTTED(CANCEL_VERSION_MAJOR, CANCEL_VERSION_MINOR, CANCEL_VERSION_PATCH);
}
