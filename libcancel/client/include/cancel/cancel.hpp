#pragma once

// Everything for owners of work. The five-minute guide is doc/client.md.

#include "cancel/client/client.hpp"
#include "cancel/token/cancellation_callback.hpp"
#include "cancel/token/cancellation_descriptor.hpp"
#include "cancel/token/cancellation_source.hpp"
#include "cancel/token/cancellation_token.hpp"
