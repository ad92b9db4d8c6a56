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

# 1. The trend of births is ETS(A,Ad,N) of their logs less the drift, with the
# smoothing of the growth written as alpha * beta, from the first birth year and no
# growth. ets() cannot be given its first state, so a fit is made and its parameters
# and state are put in.
y <- log(births)
n <- length(y)
for (case in list(c(.8, .5, .8, 0), c(.9, .5, .85, -.01), c(.62, .31, .93, .004))) {
  alpha <- case[1]; beta <- case[2]; phi <- case[3]; drift <- case[4]
  flat <- ts(y - drift * (seq_len(n) - 1))
  fit <- ets(flat, model = "AAN", damped = TRUE)
  fit$par[c("alpha", "beta", "phi", "l", "b")] <- c(alpha, alpha * beta, phi, flat[1], 0)
  fit$initstate <- c(l = flat[1], b = 0)
  fit <- ets(ts(flat[-1]), model = fit, use.initial.values = TRUE)
  key <- paste("ets", alpha, beta, phi, drift, sep = "/")
  put(paste0(key, "/surprises"), residuals(fit))
  last <- tail(fit$states, 1)
  put(paste0(key, "/level"), last[1, "l"] + drift * (n - 1))
  put(paste0(key, "/gain"), last[1, "b"] + drift)
  ahead <- forecast(fit, h = 6, level = 95)
  put(paste0(key, "/mean"), ahead$mean + drift * (n - 1 + 1:6))
  # Width of the intervals in units of the standard deviation of one surprise.
  put(paste0(key, "/width"), (ahead$upper - ahead$mean) / qnorm(.975) / sqrt(fit$sigma2))
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
