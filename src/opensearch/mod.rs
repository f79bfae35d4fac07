//! Access to a cluster of OpenSearch (or Elasticsearch): a blocking HTTP client, and the layout of an archive on the server.
//!
//! Input: a [`Location`] and [`Access`]. Output: a [`Client`] that any node of the cluster answers. The back end reads with
//! it, the store writes with it. [`layout`] names the indexes of an archive and describes its state document, [`slices`] says
//! which articles are in which index.

mod access;
mod client;
mod error;
pub mod layout;
mod location;
mod nodes;
mod server_version;
pub mod slices;
#[cfg(test)]
pub(crate) mod test_server;

pub use access::{Access, Credentials, Secret};
pub use client::{Answer, Client, Limits, Method};
pub use error::ClientError;
pub use location::{Location, LocationError};
pub use server_version::check_server;
