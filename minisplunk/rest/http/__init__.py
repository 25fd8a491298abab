"""HTTP as splunkd speaks it: sockets and connections, requests and answers, and which route a request takes."""
