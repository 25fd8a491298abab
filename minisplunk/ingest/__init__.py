"""Index time: data in, events out, as props.conf says."""
