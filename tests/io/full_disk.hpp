/// A full disk: while it lives, no file of this process can grow beyond `bytes`, and writing fails instead of killing.
#pragma once

#include <csignal>

#include <sys/resource.h>

class full_disk {
  public:
    explicit full_disk(rlim_t bytes) : old_handler(std::signal(SIGXFSZ, SIG_IGN)) {
        ::getrlimit(RLIMIT_FSIZE, &old_limit);
        rlimit const tight{bytes, old_limit.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &tight);
    }
    full_disk(full_disk const&) = delete;
    ~full_disk() {
        ::setrlimit(RLIMIT_FSIZE, &old_limit);
        std::signal(SIGXFSZ, old_handler);
    }

  private:
    void (*old_handler)(int);
    rlimit old_limit{};
};
