// Forced into all but the web server: event loops and HTTP are its business.
#pragma once
#pragma GCC poison event_base bufferevent evhttp
