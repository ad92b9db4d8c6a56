# Reference values for the tests of package forecast, by R's own functions.
#
#   Rscript forecast/testdata/reference.R > forecast/testdata/reference.csv
#
# Made with R 4.2.2 Patched (2022-11-10 r83330), forecast 8.20, both of Debian 12;
# neither is needed to run the tests. The births are an invented district's, by
# birth year, and each number below is this file's own.

library(forecast)
births <- c(3120, 3204, 3391, 3288, 3530, 3612, 3377, 3405, 3701, 3820, 3342, 3105,
            2874, 2511, 2236, 2052, 2190)

put <- function(key, values) {
  for (i in seq_along(values)) cat(sprintf("%s,%d,%.17g\n", key, i, values[i]))
}
cat("key,index,value\n")
put("births", births)

# 1. The trend of births is a state of level, lasting growth and drift, which R's
# Kalman filter forecasts; the level is taken about the last year's, less the
# expected drift.
y <- log(births)
n <- length(y)
for (sigma in c(.01, .0237)) {
  growth <- 2 * sigma; persist <- .7; drift <- -.01
  shock <- growth^2 * (1 - persist^2)
  walk <- list(T = rbind(c(1, persist, 1), c(0, persist, 0), c(0, 0, 1)), Z = c(1, 0, 0),
               h = sigma^2, a = c(0, 0, 0), P = diag(0, 3), Pn = diag(c(1, growth^2, (.6 * sigma)^2)),
               V = rbind(c(shock + sigma^2, shock, 0), c(shock, shock, 0), c(0, 0, 0)))
  run <- KalmanRun(y - y[n] - drift * (seq_len(n) - n), walk, nit = 0L, update = TRUE)
  key <- paste("walk", sigma, sep = "/")
  lik <- run$values
  put(paste0(key, "/cost"), n * (lik[2] + 2 * lik[1] - log(lik[2])) / 2)
  ahead <- KalmanForecast(6, attr(run, "mod"))
  put(paste0(key, "/mean"), y[n] + drift * 1:6 + ahead$pred)
  put(paste0(key, "/variance"), ahead$var)
}

# 2. The rival that changes nothing is the naive forecast.
put("naive", naive(births, h = 6)$mean)

# 3. Errors of past forecasts: accuracy() gives actual less forecast, in per cent of
# the actual for MPE and MAPE.
actual <- births[-1]
foreseen <- births[-n]
a <- accuracy(foreseen, actual)
put("score/mape", a[, "MAPE"])
put("score/wape", 100 * a[, "MAE"] / mean(actual))
put("score/bias", -100 * a[, "ME"] / mean(actual))

# 4. Limits of coverage, and quantiles of draws (type 7).
for (n in c(7, 39, 288, 4000)) for (p in c(.5, .8, .95))
  put(paste("binomial", n, p, sep = "/"), 100 * qbinom(c(.025, .975), n, p) / n)
put("quantile", quantile(births, c(.025, .05, .10, .25, .50, .75, .90, .95, .975), type = 7))

# 5. CRPS of a sample in its fair form, by all pairs.
put("crps", sapply(c(1500, 2874, 3300, 5000), function(came)
  mean(abs(births - came)) - sum(abs(outer(births, births, "-"))) / (2 * length(births) * (length(births) - 1))))
