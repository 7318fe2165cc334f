// Runs before anything is painted, so that a chosen theme does not flash. Storage may be denied.
(() => {
  try {
    const chosen = localStorage.getItem("canceld.theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch {
    // Then the system's theme it is.
  }
})();
