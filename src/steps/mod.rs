//! One module per step kind: what can be wrong with its parameters, how it computes, how it explains one customer.
