//! Summary numbers become SVG, with plotters. Knows neither rows nor the DOM, and so runs and is tested natively.
