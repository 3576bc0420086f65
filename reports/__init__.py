"""Papers through WeasyPrint: templates and figures in, PDF bytes out."""
