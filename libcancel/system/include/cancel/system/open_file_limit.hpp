#pragma once

#include <cstddef>

namespace cancel {

// Lets this process open as many files as the system allows it without privileges, and returns how many that is: every
// connection is an open file, the usual limit is 1,024, and libzmq 4.3.4 aborts the process when an ipc connection goes
// beyond it. Call it before the first socket. Does not throw: where the limit can't be raised, it stays.
std::size_t raise_open_file_limit();

}  // namespace cancel
