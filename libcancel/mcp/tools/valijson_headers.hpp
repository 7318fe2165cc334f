#pragma once

// Valijson ends the process where a schema is wrong, unless it is told to throw; and then it wants RapidJSON's
// assertions to throw, too, which would make them differ from those of everybody else. So its adapter, which asks
// nothing else of that word, does not get to see it.
#define VALIJSON_USE_EXCEPTIONS 1
#include <valijson/constraint_builder.hpp>
#include <valijson/constraints/concrete_constraints.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>
#undef VALIJSON_USE_EXCEPTIONS
#include <valijson/adapters/rapidjson_adapter.hpp>
