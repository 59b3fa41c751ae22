//! TCP ports of this machine.

use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;

use crate::error::{Error, Result};

/// A port that nobody listens on now. Nothing reserves it: whoever needs it must bind it soon.
///
/// # Errors
/// The system has none left.
pub fn free() -> Result<u16> {
    bind(0)
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(Error::file(Path::new("127.0.0.1")))
}

/// Makes sure that the port can be used.
///
/// # Errors
/// [`Error::PortTaken`], which names the flag that chooses another.
pub fn check(port: u16, flag: &'static str) -> Result<()> {
    bind(port)
        .map(|_| ())
        .map_err(|_| Error::PortTaken { port, flag })
}

fn bind(port: u16) -> io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_told_with_the_flag_to_change_it() {
        let listener = bind(0).unwrap();
        let port = listener.local_addr().unwrap().port();
        assert_eq!(
            check(port, "--port").unwrap_err().to_string(),
            format!(
                "Port {port} is in use by another program: stop that one, or choose another port with --port."
            )
        );
        drop(listener);
        assert!(check(port, "--port").is_ok());
    }
}
