#pragma once

/// All bodies of the trading and data REST interfaces, both directions; body_fields.h says how they
/// are read.
#include "wire/account_body.h"
#include "wire/activity_body.h"
#include "wire/asset_body.h"
#include "wire/bars_body.h"
#include "wire/clock_body.h"
#include "wire/configuration_body.h"
#include "wire/contract_body.h"
#include "wire/error_body.h"
#include "wire/order_body.h"
#include "wire/portfolio_body.h"
#include "wire/position_body.h"
#include "wire/snapshot_body.h"
#include "wire/trades_body.h"
#include "wire/watchlist_body.h"
